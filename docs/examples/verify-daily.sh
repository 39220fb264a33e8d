#!/bin/sh
# Proves once a day that a published site says what its registry says. It prints nothing while all is well, so that
# cron sends a mail only when somebody has to act.
#
#     verify-daily.sh URL KEY.pub [more options of verify]
#
# It runs where the folder registry/ is, with the version of site_builder that built the site: each byte must be the one
# that this makes. If your host rewrites files on their way, and says the same, take --exact out.
#
# Ends with the exit code of verify. A signature that expires within a week is told, too. What is not done after an hour
# (LIMIT) is stopped and told as what cannot be read: a site could answer so slowly that nobody would ever hear of it.
if [ "$#" -lt 2 ]; then
    echo "Usage: verify-daily.sh URL KEY.pub [more options of verify]" >&2
    exit 2
fi
site=$1
key=$2
shift 2
limit=${LIMIT:-1h}
command -v timeout > /dev/null || timeout() { shift && "$@"; } # macOS has none
told=$(timeout "$limit" site-builder verify "$site" --key "$key" --registry registry --exact "$@" 2>&1)
code=$?
if [ "$code" = 124 ]; then
    told="$site: verify was not done after $limit, so nothing is proven. Is the server slow, or a file very large?"
    code=3
fi
case "$code:$told" in
    0:*"It expires soon"*) printf '%s\n' "$told" ;;
    0:*) ;;
    *) printf '%s\n' "${told:-$site: verify ended with $code and said nothing, so nothing is proven.}" ;;
esac
exit "$code"
