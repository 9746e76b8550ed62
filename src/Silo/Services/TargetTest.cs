using Prov.Connectors;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.TargetSystems;

namespace Prov.Silo.Services;

/// <summary>Tests a target with a connector of its own, so that a test waits for no budget and no open circuit.</summary>
internal sealed class TargetTest(IEnumerable<IConnectorFactory> factories, ISecretResolver secrets, TimeProvider time)
{
    public Task<(ConnectorResult Result, TimeSpan Duration)> RunAsync(TargetSystem target, CancellationToken cancellationToken) =>
        RunAsync(target, (connector, token) => TestAsync(target, connector, token), failure => failure, cancellationToken);

    /// <summary>Finds out what the target does, where its connector can.</summary>
    public Task<(ConnectorResult<ProbeReport> Result, TimeSpan Duration)> ProbeAsync(TargetSystem target, CancellationToken cancellationToken) => RunAsync(
        target,
        (connector, token) => connector.Capability<ITargetProber>() is { } prober
            ? prober.ProbeAsync(token)
            : Task.FromResult(ConnectorResult<ProbeReport>.Failed(
                ConnectorStatus.Refused, "PROBE_NOT_SUPPORTED", $"The connector {target.Connector} cannot probe. Test the target instead.")),
        ConnectorResult<ProbeReport>.From,
        cancellationToken);

    private async Task<(T Result, TimeSpan Duration)> RunAsync<T>(
        TargetSystem target, Func<IConnector, CancellationToken, Task<T>> call, Func<ConnectorResult, T> failed, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(target.Limits.Timeout);
        var result = await TryAsync(target, call, failed, limit.Token, cancellationToken);
        return (result, time.GetElapsedTime(start));
    }

    private static async Task<ConnectorResult> TestAsync(TargetSystem target, IConnector connector, CancellationToken limit)
    {
        var tested = await connector.TestAsync(limit);
        if (!tested.IsDone || connector.Capability<ISchemaReader>() is not { } reader)
        {
            return tested;
        }

        var schema = await reader.ReadSchemaAsync(limit);
        return schema.Value is { } read ? MappingCheck.Check(target, read) : schema;
    }

    private async Task<T> TryAsync<T>(
        TargetSystem target, Func<IConnector, CancellationToken, Task<T>> call, Func<ConnectorResult, T> failed, CancellationToken limit, CancellationToken caller)
    {
        try
        {
            var factory = factories.First(f => f.Kind == target.Connector);
            await using var connector = factory.Create(target, secrets);
            return await call(connector, limit);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return failed(ConnectorResult.Failed(ConnectorStatus.Unavailable, "TARGET_TIMEOUT", $"No answer within {target.Limits.Timeout.TotalSeconds:0.###} s."));
        }
        catch (InvalidOperationException fault)
        {
            // What a secret resolver says names the reference, never the secret.
            return failed(ConnectorResult.Failed(ConnectorStatus.Refused, "SECRET_NOT_FOUND", fault.Message));
        }
    }
}
