namespace Corporation.Hq;

/// <summary>What HQ and a standalone node don't log.</summary>
internal static class NodeLogging
{
    public static void Configure(IHostApplicationBuilder builder, bool isQuiet)
    {
        var logging = builder.Logging;

        // Who sets a level wants to see what is left out otherwise.
        if (isQuiet && builder.Configuration["Logging:LogLevel:Default"] is null)
        {
            logging.SetMinimumLevel(LogLevel.Warning);

            // Whoever starts the node is told by the exception why it did not start; a loop that dies is critical.
            logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);

            // The mediator logs under this name what it consumes again after a conflict.
            logging.AddFilter("MassTransit", LogLevel.Error);
        }

        // Every statement, and every request, at Information: the timeline tells it better.
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // A message that is consumed again after a conflict is no news (the store counts conflicts); one that is given up is an error.
        logging.AddFilter("MassTransit.ReceiveTransport", LogLevel.Error);
    }
}
