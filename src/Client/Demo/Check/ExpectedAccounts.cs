namespace Prov.Client.Demo.Check;

/// <summary>What the demo's targets should hold, from the feed alone and by rules that are written out here, not read from the configuration.</summary>
internal static class ExpectedAccounts
{
    private static readonly string[] _customerDepartments = ["Sales", "Support", "Marketing"];

    public static IEnumerable<TargetAccount> Directory(IEnumerable<FeedPerson> here) => here.Select(person => new TargetAccount(
        person.Number, true, TargetAccount.Describe([person.DisplayName, person.Department, person.Title, person.Location], Groups(person))));

    public static IEnumerable<TargetAccount> Crm(IEnumerable<FeedPerson> here) => here.Where(IsCustomerFacing).Select(person => new TargetAccount(
        person.Number, true, TargetAccount.Describe([person.DisplayName, person.Department], Permissions(person))));

    public static bool IsCustomerFacing(FeedPerson person) => _customerDepartments.Contains(person.Department);

    private static IEnumerable<string> Groups(FeedPerson person)
    {
        yield return "staff";
        if (person.Department == "Engineering")
        {
            yield return "build-farm";
            yield return "source-code";
        }

        if (person.Title.EndsWith("Manager", StringComparison.Ordinal))
        {
            yield return "managers";
        }
    }

    private static IEnumerable<string> Permissions(FeedPerson person)
    {
        yield return "contacts.read";
        if (person.Department == "Sales" && person.EmploymentType == "employee")
        {
            yield return "opportunities.write";
        }
    }
}
