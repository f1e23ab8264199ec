namespace Corporation.TransportChaos.Victims;

internal enum VictimRole
{
    Producer,
    Consumer,
}
