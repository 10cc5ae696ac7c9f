# What an interactive zsh shows when Tab is pressed behind a line: `zsh complete-in-zsh.zsh LINE PATTERN` waits for the pattern, 20 s at most.
zmodload zsh/zpty
shown=
await() {
  local some
  for i in {1..400}; do
    while zpty -rt shell some; do shown+=$some; done
    if [[ $shown == ${~1} ]]; then return; fi
    sleep 0.05
  done
}
zpty shell zsh -f -i
zpty -w shell "PS1=; stty -echo cols 200; autoload -U compinit; compinit -u -D; source <(kubectl-job completion zsh); echo rea''dy"
await '*ready*'
shown=
zpty -n -w shell "$1"$'\t'
await "$2"
print -r -- "$shown"
zpty -d shell
