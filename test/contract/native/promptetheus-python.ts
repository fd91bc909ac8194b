import { type ProvidedPython, providePython } from '../../setup/python-venv';

/**
 * A Python with the SDK. PROMPTETHEUS_WHEEL names a wheel to install in place of the package index's: some indexes hold only a
 * placeholder of that name.
 */
export const providePromptetheus = (wheel = process.env.PROMPTETHEUS_WHEEL): ProvidedPython =>
  providePython({
    name: 'promptetheus',
    install: wheel ?? 'promptetheus>=2,<3',
    check:
      'import promptetheus as p; assert hasattr(p, "Session") and hasattr(p, "start"), "it has no Session"; print(p.__version__)',
    minPython: 12,
  });
