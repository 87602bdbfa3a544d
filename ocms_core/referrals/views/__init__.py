"""The pages of tasks and referrals, by what people do on them."""
