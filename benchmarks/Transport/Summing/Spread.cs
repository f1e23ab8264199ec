namespace Corporation.TransportBench.Summing;

/// <summary>The median of several turns, and how far they were apart.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    /// <summary>Null without values. An even number of them has the mean of the middle two as its median.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return null;

        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
