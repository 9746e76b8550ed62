using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Connection;

/// <summary>A connection to a Prov server, with one client for each service of the API. Safe for use by many threads at once.</summary>
public sealed class ProvClient : IDisposable
{
    private const int MaxMessageBytes = 16 * 1024 * 1024;
    private readonly GrpcChannel _channel;

    private ProvClient(GrpcChannel channel, CallInvoker calls)
    {
        _channel = channel;
        Calls = calls;
        Events = new(calls);
        Identities = new(calls);
        Grants = new(calls);
        Sod = new(calls);
        Accounts = new(calls);
        Sources = new(calls);
        Targets = new(calls);
        Configuration = new(calls);
        Imports = new(calls);
        Correlation = new(calls);
        WorkItems = new(calls);
        Expressions = new(calls);
        Previews = new(calls);
        Recomputes = new(calls);
        Reconciliations = new(calls);
        Audit = new(calls);
        Status = new(calls);
    }

    public LifecycleEventService.LifecycleEventServiceClient Events { get; }

    public IdentityService.IdentityServiceClient Identities { get; }

    public GrantService.GrantServiceClient Grants { get; }

    public SodService.SodServiceClient Sod { get; }

    public AccountService.AccountServiceClient Accounts { get; }

    public AuthoritativeSourceService.AuthoritativeSourceServiceClient Sources { get; }

    public TargetSystemService.TargetSystemServiceClient Targets { get; }

    public ConfigurationService.ConfigurationServiceClient Configuration { get; }

    public ImportService.ImportServiceClient Imports { get; }

    public CorrelationService.CorrelationServiceClient Correlation { get; }

    public WorkItemService.WorkItemServiceClient WorkItems { get; }
    public PreviewService.PreviewServiceClient Previews { get; }

    public RecomputeService.RecomputeServiceClient Recomputes { get; }

    public ReconciliationService.ReconciliationServiceClient Reconciliations { get; }

    public ExpressionService.ExpressionServiceClient Expressions { get; }

    public AuditService.AuditServiceClient Audit { get; }

    public StatusService.StatusServiceClient Status { get; }

    /// <summary>For services that have no property here: makes calls with the token and the default deadline.</summary>
    public CallInvoker Calls { get; }

    /// <summary>Makes a client; the server is reached with the first call.</summary>
    /// <exception cref="ProvException">The token would travel in the clear beyond this machine.</exception>
    public static ProvClient Connect(ProvClientOptions options, TimeProvider? clock = null)
    {
        if (options.Server.Scheme != Uri.UriSchemeHttps && !options.Server.IsLoopback)
        {
            throw new ProvException(new(
                "PLAINTEXT_REFUSED", "Plain http is taken for this machine only. Use the server's https address.", ExitCode.Usage));
        }

        var channel = GrpcChannel.ForAddress(options.Server, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = MaxMessageBytes,
            ServiceConfig = new() { MethodConfigs = { Retrying(options.MaxAttempts) } },
        });
        return new(channel, channel.Intercept(new CallDefaults(options, clock ?? TimeProvider.System)));
    }

    public void Dispose() => _channel.Dispose();

    // Only unavailability is retried: the server takes every repeat by its id as the same, but other failures would not get better.
    private static MethodConfig Retrying(int attempts) => attempts <= 1 ? new() { Names = { MethodName.Default } } : new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new()
        {
            MaxAttempts = attempts,
            InitialBackoff = TimeSpan.FromMilliseconds(200),
            MaxBackoff = TimeSpan.FromSeconds(2),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };
}
