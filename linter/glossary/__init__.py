"""What legal and copywriters own: the institution, the policy."""
