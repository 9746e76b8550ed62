namespace Prov.Tests.Servers;

/// <summary>The configuration (slapd.conf(5)) and the first entries of an <see cref="OpenLdapServer"/>.</summary>
internal static class OpenLdapConfiguration
{
    /// <summary>The file slapd.conf. Every overlay that a target system is likely to have in production is on.</summary>
    public static string Server(PrivateFolder folder, string suffix, string admin, string password) =>
        $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/nis.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        moduleload memberof
        moduleload refint
        moduleload ppolicy
        moduleload syncprov
        moduleload accesslog
        moduleload unique
        moduleload sssvlv
        pidfile {folder.File("slapd.pid")}
        argsfile {folder.File("slapd.args")}
        TLSCACertificateFile {folder.File("ca.pem")}
        TLSCertificateFile {folder.File("server.pem")}
        TLSCertificateKeyFile {folder.File("server.key")}
        sizelimit size.soft=1000 size.hard=unlimited size.pr=1000 size.prtotal=unlimited
        access to dn.base="" by * read
        access to dn.base="cn=Subschema" by * read
        access to attrs=userPassword by self write by anonymous auth by * none
        access to * by users read by * none

        database monitor
        access to * by dn.exact="{admin}" read by * none

        database mdb
        suffix "cn=accesslog"
        rootdn "{admin}"
        directory {folder.File("log")}
        maxsize 1073741824
        # Safe when the server is killed, not when the machine fails.
        dbnosync
        index objectClass,reqStart,reqEnd,reqResult,reqDN,entryCSN,entryUUID eq
        overlay syncprov
        syncprov-nopresent TRUE
        syncprov-reloadhint TRUE

        database mdb
        suffix "{suffix}"
        rootdn "{admin}"
        rootpw {password}
        directory {folder.File("data")}
        maxsize 4294967296
        dbnosync
        limits dn.regex="^cn=limited," size.soft=3 size.hard=3 size.prtotal=3
        index objectClass,entryCSN,entryUUID,modifyTimestamp,member,memberOf eq
        index uid,cn,sn,mail,employeeNumber eq,pres,sub
        overlay syncprov
        syncprov-checkpoint 100 5
        syncprov-sessionlog 100000
        overlay accesslog
        logdb cn=accesslog
        logops writes
        logsuccess TRUE
        logpurge 7+00:00 1+00:00
        overlay memberof
        memberof-group-oc groupOfNames
        memberof-member-ad member
        memberof-memberof-ad memberOf
        memberof-refint TRUE
        overlay refint
        refint_attributes member manager owner
        refint_nothing "cn=empty,{suffix}"
        overlay ppolicy
        ppolicy_default "cn=default,ou=policies,{suffix}"
        ppolicy_hash_cleartext
        ppolicy_use_lockout
        overlay unique
        unique_uri ldap:///?uid?sub
        overlay sssvlv

        """;

    /// <summary>The first entries, as LDIF: the suffix, the units for people, groups and policies, and the password policy.</summary>
    public static string FirstEntries(string suffix) =>
        $"""
        dn: {suffix}
        objectClass: domain
        dc: example

        dn: ou=people,{suffix}
        objectClass: organizationalUnit
        ou: people

        dn: ou=groups,{suffix}
        objectClass: organizationalUnit
        ou: groups

        dn: ou=policies,{suffix}
        objectClass: organizationalUnit
        ou: policies

        dn: cn=default,ou=policies,{suffix}
        objectClass: pwdPolicy
        objectClass: device
        cn: default
        pwdAttribute: userPassword
        pwdMinLength: 8
        pwdInHistory: 3
        pwdMaxFailure: 3
        pwdLockout: TRUE
        pwdLockoutDuration: 300
        pwdMustChange: TRUE
        pwdCheckQuality: 1

        """;
}
