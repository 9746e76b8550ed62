#!/usr/bin/env bash
# Installs the Debian packages that the tests need and that are absent; with --missing only prints their names.
# Starts no service and makes no database cluster; what it changes for that it puts back.
set -euo pipefail

list=$(dirname "${BASH_SOURCE[0]}")/Servers/debian-packages.txt
policy=/usr/sbin/policy-rc.d
cluster_setting=/etc/postgresql-common/createcluster.d/prov-tests.conf

missing() {
  local name file
  while read -r name file; do
    if [[ $name != '#'* ]] && ! compgen -G "$file" >/dev/null; then
      echo "$name"
    fi
  done <"$list"
}

can_install() { [[ $(id -u) == 0 && -f /etc/debian_version ]] && command -v apt-get >/dev/null; }

# invoke-rc.d asks this program whether a service may start (101: no).
forbid_services() {
  # An earlier run that was killed may have left the machine's own program aside.
  if [[ -e $policy && ! -e $policy.prov-kept ]]; then mv "$policy" "$policy.prov-kept"; fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 0755 "$policy"
  mkdir -p "$(dirname "$cluster_setting")"
  echo 'create_main_cluster = off' >"$cluster_setting"
}

put_back() {
  rm -f "$policy" "$cluster_setting"
  if [[ -e $policy.prov-kept ]]; then mv "$policy.prov-kept" "$policy"; fi
  rmdir --ignore-fail-on-non-empty "$(dirname "$cluster_setting")"
}

install() {
  export DEBIAN_FRONTEND=noninteractive
  trap put_back EXIT
  forbid_services
  apt-get -q update
  apt-get -q install -y --no-install-recommends "$@"
}

mapfile -t packages < <(missing)
if [[ ${1:-} == --missing ]]; then
  if ((${#packages[@]})); then printf '%s\n' "${packages[@]}"; fi
elif ((${#packages[@]})); then
  if ! can_install; then
    echo "Not installed: ${packages[*]}. On Debian, as root: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  install "${packages[@]}"
fi
