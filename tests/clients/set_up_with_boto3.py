"""What infrastructure code does with boto3: nothing about vouch in it.

Makes a provider and a role, changes and reads everything, removes both, and prints what IAM said.
"""

import json
import sys

import boto3

url, trust = sys.argv[1:]
iam = boto3.client("iam")
said = []


def say(answer):
    del answer["ResponseMetadata"]
    said.append(answer)


def refused(call, **arguments):
    try:
        call(**arguments)
    except iam.exceptions.ClientError as error:
        # botocore makes an exception of its own of each code that the model knows.
        said.append([type(error).__name__, error.response["Error"]["Message"]])


team = [{"Key": "team", "Value": "blue = red"}]
say(iam.create_open_id_connect_provider(Url=url, ClientIDList=["one"], ThumbprintList=["a" * 40], Tags=team))
arn = said[0]["OpenIDConnectProviderArn"]
provider = {"OpenIDConnectProviderArn": arn}
refused(iam.create_open_id_connect_provider, Url=url)
iam.add_client_id_to_open_id_connect_provider(ClientID="two", **provider)
iam.remove_client_id_from_open_id_connect_provider(ClientID="one", **provider)
iam.update_open_id_connect_provider_thumbprint(ThumbprintList=["b" * 40, "c" * 40], **provider)
iam.tag_open_id_connect_provider(Tags=[{"Key": "more", "Value": ""}], **provider)
iam.untag_open_id_connect_provider(TagKeys=["team"], **provider)
say(iam.get_open_id_connect_provider(**provider))
say(iam.list_open_id_connect_provider_tags(**provider))
said.append(provider["OpenIDConnectProviderArn"] in [it["Arn"] for it in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]])

role = {"RoleName": "Tested"}
policy = {"PolicyName": "own", **role}
managed = {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess", **role}
say(iam.create_role(Path="/team/", AssumeRolePolicyDocument=trust, Description="<&>", MaxSessionDuration=7200, Tags=team, **role))
iam.update_role(MaxSessionDuration=3600, Description="other", **role)
iam.update_assume_role_policy(PolicyDocument=trust.replace("Allow", "Deny"), **role)
iam.tag_role(Tags=[{"Key": "more", "Value": "1"}], **role)
iam.untag_role(TagKeys=["team"], **role)
say(iam.get_role(**role))
say(iam.list_role_tags(**role))
said.append([it["Arn"] for it in iam.list_roles(PathPrefix="/team/")["Roles"]])
iam.put_role_policy(PolicyDocument='{"a": "+ %"}', **policy)
iam.attach_role_policy(**managed)
say(iam.get_role_policy(**policy))
say(iam.list_role_policies(**role))
say(iam.list_attached_role_policies(**role))
say(iam.list_instance_profiles_for_role(**role))
refused(iam.delete_role, **role)
iam.detach_role_policy(**managed)
refused(iam.detach_role_policy, **managed)
iam.delete_role_policy(**policy)
iam.delete_role(**role)
refused(iam.get_role, **role)
iam.delete_open_id_connect_provider(**provider)
refused(iam.get_open_id_connect_provider, **provider)
refused(iam.create_role, AssumeRolePolicyDocument="{", **role)
print(json.dumps(said, indent=1, default=lambda date: date.strftime("at %Y")))
