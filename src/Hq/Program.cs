using Corporation.Hq;

await HqHost.RunAsync(args);
