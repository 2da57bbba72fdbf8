"""Who approved which meaning, when, until when: records, people, policy, status."""
