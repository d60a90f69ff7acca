# Every target first checks what it needs and installs what is missing (packaging/ensure says how and what).
# `make run`, `make test`: the two that matter. `make bench`, `make audit`, `make deb`: see README.md.

export PATH := $(HOME)/.cargo/bin:$(PATH)

ENSURE := packaging/ensure
# Libraries that the window opens at run time, with the Debian packages that hold them.
WINDOW := lib:libX11.so.6:libx11-6 lib:libXcursor.so.1:libxcursor1 lib:libXi.so.6:libxi6 \
	lib:libxkbcommon.so.0:libxkbcommon0 lib:libxkbcommon-x11.so.0:libxkbcommon-x11-0 \
	lib:libGL.so.1:libgl1 lib:libEGL.so.1:libegl1 lib:libfontconfig.so.1:libfontconfig1
DISPLAYLESS := cmd:Xvfb:xvfb cmd:xvfb-run:xvfb cmd:xauth:xauth file:/usr/lib/*/dri/swrast_dri.so:libgl1-mesa-dri
# FTP servers of the tests, unpacked and never installed: as packages they conflict.
FTP_SERVERS := unpack:usr/sbin/vsftpd:vsftpd unpack:usr/sbin/proftpd:proftpd-core,proftpd-mod-crypto \
	unpack:usr/sbin/pure-ftpd:pure-ftpd file:/usr/bin/openssl:openssl file:/usr/bin/unshare:util-linux
BUILD := cmd:cc:gcc file:/usr/include/stdio.h:libc6-dev rust

.PHONY: run test bench audit deb

# The demo: a server on this computer and the window connected to it. Without a display it drives itself.
run:
	@$(ENSURE) $(BUILD) $(WINDOW)
	cargo build --release --locked
ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
ifeq ($(shell uname -s),Linux)
	@$(ENSURE) $(DISPLAYLESS)
	xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24" \
		target/release/catamaran demo --drive --picture target/demo.png
else
	target/release/catamaran demo
endif
else
	target/release/catamaran demo
endif

test:
	@$(ENSURE) $(BUILD) rust-component:rustfmt rust-component:clippy cmd:sshd:openssh-server cmd:sftp:openssh-client \
		cmd:desktop-file-validate:desktop-file-utils cmd:appstreamcli:appstream $(WINDOW) $(DISPLAYLESS) \
		cmd:dbus-run-session:dbus file:/usr/bin/gnome-keyring-daemon:gnome-keyring $(FTP_SERVERS)
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	@if cargo nextest --version >/dev/null 2>&1; then \
		echo "cargo nextest run --locked" && cargo nextest run --locked && \
		echo "cargo test --locked --doc" && cargo test --locked --doc; \
	else \
		echo "cargo test --locked" && cargo test --locked; \
	fi

# `catamaran get/put` against OpenSSH's sftp, and over FTP against curl and lftp, all on loopback.
bench:
	@$(ENSURE) $(BUILD) cmd:sshd:openssh-server cmd:sftp:openssh-client cmd:curl:curl cmd:lftp:lftp $(FTP_SERVERS)
	cargo build --release --locked
	benches/throughput
	benches/ftp_throughput

# Licences, bans and sources of every dependency. Known vulnerabilities: .github/workflows/ci.yml.
audit:
	@$(ENSURE) $(BUILD) cargo:cargo-deny
	cargo deny --locked check licenses bans sources

deb:
	@$(ENSURE) $(BUILD) cmd:dpkg:dpkg cargo:cargo-deb
	cargo deb --locked --profile dist
