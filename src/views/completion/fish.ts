/** Completion in fish, 3.0 and newer. */
export const FISH = `# Completion of kubectl-job in fish.
#
# Install:
#   kubectl-job completion fish > ~/.config/fish/completions/kubectl-job.fish
# \`kubectl job\` itself is completed by kubectl: see \`kubectl job completion kubectl\`.

# Asks for candidates; fails where files are to be completed, which fish does itself.
function __kubectl_job_ask
    set -g __kubectl_job_found
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -e words[1]
    set -l lines ($program __complete $words "$current" 2>/dev/null </dev/null)
    or return 1
    set -l directive (string replace ':' '' -- $lines[-1])
    set -e lines[-1]
    # The third bit: no files.
    test (math --scale=0 "floor($directive / 4) % 2") -eq 1
    or return 1
    # Fish replaces the whole word, what stands before = included.
    set -l start (string match -r -- '^--[^=]+=' "$current")
    set -g __kubectl_job_found "$start"$lines
    return 0
end

complete -c kubectl-job -e
complete -c kubectl-job -k -n __kubectl_job_ask -f -a '$__kubectl_job_found'
`;
