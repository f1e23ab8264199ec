using Corporation.TransportChaos.Ledgers;

namespace Corporation.TransportChaos.Victims;

/// <summary>Which kind the message of a number is: spread as the mix says, and the same in every run.</summary>
internal sealed class KindChooser(IReadOnlyDictionary<ParcelKind, int> mix)
{
    // Prime to every sum of weights that people choose.
    private const long Stride = 7_919;

    private readonly ParcelKind[] _wheel = [.. mix.OrderBy(part => part.Key).SelectMany(part => Enumerable.Repeat(part.Key, part.Value))];

    public ParcelKind Of(int number) => _wheel[number * Stride % _wheel.Length];
}
