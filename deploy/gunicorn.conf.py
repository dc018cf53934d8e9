"""The web server behind nginx: threads, so that database connections persist."""

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 30
max_requests = 20_000  # a slow leak never grows old
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm"  # noqa: S108  (the heartbeat must not wait for a disk)
control_socket_disable = True
