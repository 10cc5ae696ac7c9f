/** Completion in zsh. */
export const ZSH = `#compdef kubectl-job
# Completion of kubectl-job in zsh.
#
# Install, in ~/.zshrc behind compinit:
#   source <(kubectl-job completion zsh)
# or save it as _kubectl-job in a folder of $fpath.
# \`kubectl job\` itself is completed by kubectl: see \`kubectl job completion kubectl\`.

_kubectl-job() {
  local answer directive line value about program=\${~\${(Q)words[1]}}
  local -a asked lines candidates order more
  asked=("\${(@Q)words[2,CURRENT]}")
  asked[-1]=\${(Q)PREFIX}
  answer=$("$program" __complete "\${(@)asked}" 2>/dev/null </dev/null) || return 1
  lines=("\${(@f)answer}")
  directive=\${lines[-1]#:}
  lines[-1]=()

  # What stands before = stays.
  if [[ $PREFIX == --*=* ]]; then compset -P '--[^=]##='; fi
  if ((directive & 8)); then _files -g "*.(\${(j:|:)lines})"; return; fi
  if ((!(directive & 4))); then _files; return; fi
  for line in "\${(@)lines}"; do
    value=\${line%%$'\\t'*}
    about=
    if [[ $line == *$'\\t'* ]]; then about=\${line#*$'\\t'}; fi
    candidates+=("\${value//:/\\\\:}\${about:+:$about}")
  done
  if ((directive & 32)); then order=(-V); fi
  if ((directive & 2)); then more=(-S ''); fi
  _describe $order -t kubectl-job 'kubectl job' candidates "\${(@)more}"
}

if [[ $funcstack[1] == _kubectl-job ]]; then
  _kubectl-job "$@"
else
  compdef _kubectl-job kubectl-job
fi
`;
