namespace Corporation.EndToEnd.Tests;

/// <summary>Every test of single nodes starts processes and loads the machine; one at a time keeps them from disturbing each other.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessCollection
{
    public const string Name = "real processes, one test at a time";
}
