# Read by the other scripts. Needs $root, the checkout.

# Prints the newest suitable Python there is; ends with a sentence where there is none.
find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo "Gentle Invitation needs Python 3.11 or later, and found none on the path." >&2
  return 1
}

# Makes .venv hold what `run` or `test` needs. Says and does nothing when it already does: the stamp that a set-up leaves
# behind is the checkout's path, pyproject.toml and requirements.lock as they were.
set_up() {
  stamp=$root/.venv/set-up-for-$1
  if [ -x "$root/.venv/bin/python" ] && [ -f "$stamp" ] &&
    { echo "$root"; cat "$root/pyproject.toml" "$root/requirements.lock"; } | cmp -s - "$stamp"; then
    return
  fi
  python=$(find_python) || exit 1
  "$python" "$root/script/set_up.py" "$1" >&2 || exit 1
}
