/** A password as the log-in keeps it, for whoever makes people without its doors (the seed). */
export { hashPassword } from 'better-auth/crypto';
