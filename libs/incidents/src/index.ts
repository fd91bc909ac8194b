/** Incidents: groups failing runs by what failed. Owns incidents, their runs and their history; not the findings themselves. */
export { IncidentsModule } from './incidents.module';
