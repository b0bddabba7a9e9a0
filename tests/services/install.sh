#!/bin/sh
# Installs the real servers the tests run against: root on Debian or Ubuntu. Quiet and quick when all
# is there. Elsewhere it says so and succeeds: the tests are then skipped with their reason.
set -eu

missing=""
want() { # PACKAGE FILE...: the package is missing unless one of its files is there
    package=$1
    shift
    for file in "$@"; do
        if [ -e "$file" ]; then return 0; fi
    done
    missing="$missing $package"
}

want dovecot-imapd /usr/lib/dovecot/imap
want dovecot-lmtpd /usr/lib/dovecot/lmtp
want postfix /usr/lib/postfix/sbin/master
want postgresql /usr/lib/postgresql/*/bin/initdb
want libreoffice-calc /usr/lib/libreoffice/program/libsclo.so
want clamav-daemon /usr/sbin/clamd
want poppler-utils /usr/bin/pdftotext
if [ -z "$missing" ]; then exit 0; fi

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed:$missing. Only root on Debian or Ubuntu can do it here; tests that need" \
        "them are skipped." >&2
    exit 0
fi

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
if [ -e "$policy" ]; then policy=""; fi
# shellcheck disable=SC2064
trap "rm -f '$log' $policy" EXIT
# A package must not start its server: the tests start their own.
if [ -n "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
install() {
    echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
    # shellcheck disable=SC2086
    apt-get -qq -o Dpkg::Use-Pty=0 update &&
        apt-get -qq -o Dpkg::Use-Pty=0 -y --no-install-recommends install $missing
}
if ! install >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Could not install$missing; tests that need them are skipped." >&2
fi
