using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Buses;

/// <summary>What happens when Redis dies, <see cref="When_parts_of_the_fleet_die"/> shows.</summary>
[Collection(FleetCollection.Name)]
public sealed class When_the_bus_is_Redis_Streams(Fleet fleet) : MainJobOfAFleet(fleet);
