using Corporation.Factory;

return await WorkerProgram.RunAsync(args);
