namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>A fleet whose leases are so long that nothing in a test can be owed to their lapse.</summary>
public sealed class PatientFleet() : Fleet(TimeSpan.FromMinutes(5));
