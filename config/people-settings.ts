/** The part of the table of settings that is about people: how they log in, and how they are written to. */
import { issuerUrl, mailSender, optional, smtpUrl, text, withDefault } from './values.ts';

export const PEOPLE_SETTINGS = {
  STEWARD_LOGIN_SECRET: optional(text, {
    doc: 'Signs login cookies, and links of mails; the same for all API processes and workers. Unset: derived from the password in DATABASE_AUTH_URL.',
    example: 'a-long-random-text',
    secret: true,
  }),
  STEWARD_BOOTSTRAP_ADMIN: optional(text, {
    doc: 'E-mail address of the first platform staff login; made when the API starts and there is no staff yet.',
    example: 'admin@example.com',
  }),
  STEWARD_BOOTSTRAP_PASSWORD: optional(text, {
    doc: 'Password of the first platform staff login, at least 10 characters.',
    example: 'a-long-passphrase',
    secret: true,
  }),

  SMTP_URL: optional(smtpUrl, {
    doc: 'Mail server for invitations and password resets, in the API and in workers. Unset: no mail is sent; `npm start` on loopback shows links in its log.',
    example: 'smtp://localhost:1025',
    secret: true,
  }),
  MAIL_FROM: optional(mailSender, {
    doc: 'Sender of mails. Default: Steward <steward@the host of PUBLIC_URL>.',
    example: 'Steward <steward@example.com>',
  }),

  OIDC_ISSUER: optional(issuerUrl, {
    doc: 'Log-in through an OpenID Connect provider, next to passwords; needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.',
    example: 'https://login.example.com',
  }),
  OIDC_CLIENT_ID: optional(text, { doc: 'How the provider knows this installation.', example: 'steward' }),
  OIDC_CLIENT_SECRET: optional(text, {
    doc: 'Secret of OIDC_CLIENT_ID. Redirect address to register: PUBLIC_URL/v1/login/oidc/callback.',
    example: 'a-long-random-text',
    secret: true,
  }),
  OIDC_NAME: withDefault(text, 'single sign-on', {
    doc: 'Name of the provider on the button of the log-in page.',
    example: 'Example Login',
  }),
} as const;
