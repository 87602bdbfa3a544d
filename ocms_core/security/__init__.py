"""Who may do and see what: roles, permissions, the policy, and visibility inside an agency."""
