using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Buses;

[Collection(nameof(ProcessCollection))]
public sealed class When_the_bus_is_Redis_Streams(Fleet fleet) : MainJobOfAFleet(fleet), IClassFixture<Fleet>;
