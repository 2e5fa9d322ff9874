"""What whoever runs the machines looks at: is it ready, what does it do, what did it give up, where are the backups."""
