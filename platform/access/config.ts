/** What of the configuration concerns access. The defaults serve GB/T 22239-2019 level 3. */
export type AccessConfig = {
  readonly passwordSignIn: boolean;
  readonly certificateSignIn: boolean;
  /** Who needs a one-time code beside the password. */
  readonly secondFactor: 'all' | 'administrators' | 'none';
  readonly passwordMinLength: number;
  /** Of upper case, lower case, digits and signs. */
  readonly passwordMinKinds: number;
  /** 0: a password does not age. */
  readonly passwordMaxAgeDays: number;
  /** How many earlier passwords cannot be used again. */
  readonly passwordHistory: number;
  readonly lockoutAttempts: number;
  readonly lockoutWindowMinutes: number;
  readonly lockoutMinutes: number;
  readonly sessionIdleMinutes: number;
  readonly sessionHours: number;
  /** The oldest ends when one more begins. */
  readonly sessionsPerAccount: number;
  readonly setupLinkHours: number;
};

export const accessDefaults: AccessConfig = {
  passwordSignIn: true,
  certificateSignIn: true,
  secondFactor: 'all',
  passwordMinLength: 10,
  passwordMinKinds: 3,
  passwordMaxAgeDays: 90,
  passwordHistory: 5,
  lockoutAttempts: 5,
  lockoutWindowMinutes: 15,
  lockoutMinutes: 30,
  sessionIdleMinutes: 15,
  sessionHours: 12,
  sessionsPerAccount: 5,
  setupLinkHours: 24,
};
