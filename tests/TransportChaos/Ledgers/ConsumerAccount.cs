namespace Corporation.TransportChaos.Ledgers;

/// <summary>What one consumer process did.</summary>
internal sealed class ConsumerAccount(string process)
{
    public string Process => process;

    public List<Handling> Handled { get; } = [];

    public List<Handling> Thrown { get; } = [];

    public long LeasesLost { get; private set; }

    /// <summary>When it did nothing although nobody stopped it: the machine had no time for it.</summary>
    public List<(long From, long Until)> Stalls { get; } = [];

    public static ConsumerAccount Read(string process, string path)
    {
        var account = new ConsumerAccount(process);
        Span<Range> parts = stackalloc Range[8];
        foreach (var text in LedgerLine.WholeLines(path))
        {
            var line = new LedgerLine(text, parts);
            switch (line.Letter)
            {
                case 'C':
                    account.Handled.Add(line.Handling());
                    break;
                case 'T':
                    account.Thrown.Add(line.Handling());
                    break;
                case 'L':
                    account.LeasesLost += line.Number(1);
                    break;
                case 'G':
                    account.Stalls.Add((line.Number(1), line.Number(2)));
                    break;
                case 'B':
                    break;
                default:
                    throw new InvalidDataException($"The ledger {path} has the line '{text}', which no consumer writes.");
            }
        }

        return account;
    }
}
