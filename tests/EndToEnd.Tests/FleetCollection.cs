using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests;

/// <summary>Tests that leave a fleet of several HQs and factories as they found it: they share one, which takes seconds to start, and run one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class FleetCollection : ICollectionFixture<Fleet>
{
    public const string Name = "fleets of real processes, one test at a time";
}
