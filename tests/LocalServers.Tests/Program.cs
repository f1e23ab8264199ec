using Corporation.LocalServers.Tests;
using Xunit.MicrosoftTestingPlatform;

// The generated entry point, and before it the part of the process that a test kills.
if (Environment.GetEnvironmentVariable(VictimProcess.Variable) is { Length: > 0 })
{
    await VictimProcess.RunAsync();
    return 0;
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
