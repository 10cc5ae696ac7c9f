# Completes as bash does on Tab: complete-in-bash.sh LINE WORD…, the words broken where bash breaks them. Prints what bash would offer.
source <(kubectl-job completion bash)
COMP_LINE=$1
COMP_POINT=${#1}
COMP_TYPE=9
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
__kubectl_job
for offered in "${COMPREPLY[@]}"; do printf '%s\n' "$offered"; done
