/** Completion in PowerShell, 5.1 and newer. */
export const POWERSHELL = `# Completion of kubectl-job in PowerShell.
#
# Install, in $PROFILE:
#   kubectl-job completion powershell | Out-String | Invoke-Expression
# \`kubectl job\` itself is completed by kubectl: see \`kubectl job completion kubectl\`.

Register-ArgumentCompleter -Native -CommandName 'kubectl-job' -ScriptBlock {
    param($WordToComplete, $CommandAst, $CursorPosition)

    $words = @($CommandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $CursorPosition } | ForEach-Object { "$_" })
    $asked = @($words | Select-Object -Skip 1)
    if ($WordToComplete -eq '') { $asked += '' }
    # Before 7.3 an empty argument reached a program only when it was quoted twice.
    if ($PSVersionTable.PSVersion -lt [version]'7.3') { $asked = @($asked | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } }) }
    $lines = @(& $words[0] __complete @asked 2>$null)
    if ($lines.Count -eq 0) { return }
    $directive = [int]$lines[-1].Substring(1)
    if (($directive -band 4) -eq 0) { return }

    # What stands before = stays.
    $start = ''
    if ($WordToComplete -match '^(--[^=]+=)') { $start = $Matches[1] }
    $space = ' '
    if (($directive -band 2) -ne 0) { $space = '' }
    $results = @($lines | Select-Object -SkipLast 1 | ForEach-Object {
        $value, $about = $_ -split "\`t", 2
        if (-not $about) { $about = $value }
        $text = $start + $value
        if ($text -match '[^\\w./:=@,+%-]') { $text = "'" + $text.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new("$text$space", $value, 'ParameterValue', $about)
    })
    # Nothing at all would have PowerShell complete files.
    if ($results.Count -eq 0) { '' } else { $results }
}
`;
