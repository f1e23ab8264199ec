namespace Corporation.TransportChaos.Ledgers;

/// <summary>What one producer process did.</summary>
internal static class ProducerAccount
{
    public static Dictionary<ParcelId, SendFate> Read(string path, bool isDeduplicated)
    {
        var fates = new Dictionary<ParcelId, SendFate>();
        Span<Range> parts = stackalloc Range[6];
        foreach (var text in LedgerLine.WholeLines(path))
        {
            var line = new LedgerLine(text, parts);
            if (line.Letter == 'B')
                continue;
            var id = line.Id(1);
            switch (line.Letter)
            {
                case 'S':
                    fates.Add(id, new SendFate(id, (ParcelKind)line.Number(2), (int)line.Number(3), isDeduplicated) { Began = line.Number(4) });
                    break;
                case 'A':
                    fates[id].IsAcknowledged = true;
                    fates[id].Ended = line.Number(2);
                    break;
                case 'U':
                    fates[id].Failures++;
                    break;
                case 'X':
                    fates[id].WasTakenBack = line.Number(2) == 1;
                    break;
                default:
                    throw new InvalidDataException($"The ledger {path} has the line '{text}', which no producer writes.");
            }
        }

        return fates;
    }

    /// <summary>How many messages were begun.</summary>
    public static int CountBegun(string path) => File.Exists(path) ? LedgerLine.WholeLines(path).Count(line => line[0] == 'S') : 0;
}
