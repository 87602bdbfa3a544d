"""Who can sign in: accounts, sign-ins, invitations, and the limits on guessing."""
