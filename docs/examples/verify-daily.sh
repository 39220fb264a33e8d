#!/bin/sh
# Proves once a day that a published site says what its registry says. It prints nothing while all is well, so that
# cron sends a mail only when somebody has to act.
#
#     verify-daily.sh URL KEY.pub [more options of verify]
#
# It runs where the folder registry/ is, with the version of site_builder that built the site: each byte must be the one
# that this makes. If your host rewrites files on their way, and says the same, take --exact out.
#
# Ends with the exit code of verify. A signature that expires within a week is told, too.
site=$1
key=$2
shift 2
told=$(site-builder verify "$site" --key "$key" --registry registry --exact "$@" 2>&1)
code=$?
case "$code:$told" in
    0:*"It expires soon"*) printf '%s\n' "$told" ;;
    0:*) ;;
    *) printf '%s\n' "$told" ;;
esac
exit "$code"
