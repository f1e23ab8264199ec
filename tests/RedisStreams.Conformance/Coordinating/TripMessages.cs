namespace Corporation.RedisStreams.Conformance.Coordinating;

public sealed record ReserveTruck(string Town);

public sealed record TruckReserved(string Plate);

public sealed record LoadTruck(string Plate, bool TooHeavy);

public sealed record TruckGivenBack(string Plate);
