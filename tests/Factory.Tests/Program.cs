using Corporation.Factory.Tests;
using Corporation.Factory.Tests.Journaling;
using Xunit.MicrosoftTestingPlatform;

// The generated entry point, and before it the part of the process that a test kills.
if (Environment.GetEnvironmentVariable(VictimProcess.Variable) is { Length: > 0 } journal)
{
    await VictimProcess.RunAsync(journal);
    return 0;
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
