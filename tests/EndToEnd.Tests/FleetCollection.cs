using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests;

/// <summary>Tests with several HQs and factories, one at a time. Those that leave a fleet as they found it share one, which takes seconds to start.</summary>
[CollectionDefinition(Name)]
public sealed class FleetCollection : ICollectionFixture<Fleet>
{
    public const string Name = "fleets of real processes, one test at a time";
}
