-- Nothing to seed: a workspace, its first project and API key are made by POST /api/onboarding/bootstrap, with secrets of its own.
-- `supabase db reset` runs this file after the migrations.
select 1;
