namespace Corporation.TransportChaos.Running;

/// <summary>One place in the fleet, and the process that has it at present.</summary>
internal sealed class VictimSlot(VictimProcess first)
{
    public VictimProcess Process { get; set; } = first;

    /// <summary>Whether somebody does something to it.</summary>
    public bool IsBorrowed { get; set; }
}
