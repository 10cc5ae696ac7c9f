/** Completion in bash, 3.2 (macOS) and newer. */
export const BASH = `# Completion of kubectl-job in bash.
#
# Install, in ~/.bashrc:
#   source <(kubectl-job completion bash)
# \`kubectl job\` itself is completed by kubectl: see \`kubectl job completion kubectl\`.

__kubectl_job() {
  COMPREPLY=()
  local words=() rest=\${COMP_LINE:0:COMP_POINT} word last=0 i
  # Bash breaks words at = and :, where no blank stands in the line; here they are whole.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ $rest == [[:space:]]* ]]; then last=$((last + 1)); fi
    rest=\${rest#"\${rest%%[![:space:]]*}"}
    if ((i == COMP_CWORD)); then word=$rest; fi
    words[last]+=$word
    rest=\${rest#"$word"}
  done

  local answer directive program=\${words[0]/#\\~/$HOME}
  answer=$("$program" __complete "\${words[@]:1}" 2>/dev/null </dev/null) || return 0
  directive=\${answer##*:}
  answer=\${answer%:*}
  __kubectl_job_option "$((directive & 2))" -o nospace
  __kubectl_job_option "$((directive & 4))" +o default
  __kubectl_job_option "$((directive & 32))" -o nosort

  # Bash replaces only what stands behind the last break.
  local cur=\${words[last]} typed whole=\${COMP_WORDS[COMP_CWORD]}
  typed=$cur
  if [[ $cur == --*=* ]]; then typed=\${cur#*=}; fi
  if [[ $whole == [=:] ]]; then whole=; fi
  if ((directive & 8)); then __kubectl_job_files "$typed" "$answer"; return 0; fi
  __kubectl_job_reply "$((\${#typed} - \${#whole}))" "$answer"
}

# Bash 3.2 has no compopt.
__kubectl_job_option() {
  if (($1)) && type compopt >/dev/null 2>&1; then compopt "$2" "$3" 2>/dev/null; fi
}

# Files with one of these extensions, and folders.
__kubectl_job_files() {
  local file extension
  while IFS= read -r file; do
    if [[ -d $file ]]; then COMPREPLY+=("$file"); continue; fi
    for extension in $2; do
      if [[ $file == *."$extension" ]]; then COMPREPLY+=("$file"); fi
    done
  done < <(compgen -f -- "$1")
  __kubectl_job_option 1 -o filenames
}

# Candidates without what bash keeps before them; with what they mean where several are only shown.
__kubectl_job_reply() {
  local line value about width=0 shown values=() abouts=()
  while IFS= read -r line; do
    if [[ -z $line ]]; then continue; fi
    value=\${line%%$'\\t'*}
    about=
    if [[ $line == *$'\\t'* ]]; then about=\${line#*$'\\t'}; fi
    value=\${value:$1}
    if [[ $value == *[!A-Za-z0-9_./:=@,+%-]* ]]; then printf -v value %q "$value"; fi
    values+=("$value")
    abouts+=("$about")
    if ((\${#value} > width)); then width=\${#value}; fi
  done <<<"$2"
  if ((\${#values[@]} == 0)); then return 0; fi
  if ((\${#values[@]} == 1 || COMP_TYPE == 37 || COMP_TYPE == 42)); then COMPREPLY=("\${values[@]}"); return 0; fi
  local i
  for i in "\${!values[@]}"; do
    printf -v shown "%-*s  (%s)" "$width" "\${values[i]}" "\${abouts[i]}"
    if [[ -z \${abouts[i]} ]]; then shown=\${values[i]}; fi
    if ((\${#shown} >= \${COLUMNS:-80})); then shown="\${shown:0:\${COLUMNS:-80} - 3}…"; fi
    COMPREPLY+=("$shown")
  done
}

complete -o default -F __kubectl_job kubectl-job
`;
