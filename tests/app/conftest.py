"""Its being here puts this folder on the path: tests in the rooms find `records`, `letters`, `worker_harness`."""
