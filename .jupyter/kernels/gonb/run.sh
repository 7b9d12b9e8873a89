#!/bin/sh
# Starts the checkout's own GoNB kernel, with its own goimports first on the PATH.
# Jupyter finds this folder when JUPYTER_PATH names the checkout's .jupyter.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd -P) || exit 1
for tool in gonb goimports; do
	if ! [ -x "$root/.bin/$tool" ]; then
		echo "latentlab: .bin/$tool is missing; run 'go run ./cmd/latentlab setup' in $root" >&2
		exit 1
	fi
done
PATH=$root/.bin:$PATH
export PATH
exec gonb "$@"
