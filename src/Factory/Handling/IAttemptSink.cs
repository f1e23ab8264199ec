namespace Corporation.Factory.Handling;

/// <summary>Where what a handler says goes: to HQ in the worker, into lists in the test kit.</summary>
internal interface IAttemptSink
{
    void Progress(double? percent, string? message);

    void Log(string level, string text);

    void Usage(string resource, string unit, decimal quantity);
}
