//! Identity providers.

use super::Answer;
use super::done;
use crate::domain::iam::{Iam, NewProvider};
use crate::simulator::request::Form;
use crate::simulator::xml::{Element, iam as xml};

/// Answers an action on providers; none if it is another one.
pub(super) fn answer(iam: &mut Iam<'_>, action: &str, form: &Form) -> Option<Answer> {
    let arn = form.value("OpenIDConnectProviderArn");
    let client_id = form.value("ClientID");
    Some(match action {
        "CreateOpenIDConnectProvider" => create(iam, form),
        "GetOpenIDConnectProvider" => iam.provider(arn).map(|it| Some(xml::provider(it))),
        "ListOpenIDConnectProviders" => Ok(Some(list(iam))),
        "DeleteOpenIDConnectProvider" => done(iam.delete_provider(arn)),
        "AddClientIDToOpenIDConnectProvider" => done(iam.add_client_id(arn, client_id)),
        "RemoveClientIDFromOpenIDConnectProvider" => done(iam.remove_client_id(arn, client_id)),
        "UpdateOpenIDConnectProviderThumbprint" => {
            done(iam.update_thumbprints(arn, form.members("ThumbprintList", "")))
        }
        "TagOpenIDConnectProvider" => done(iam.tag_provider(arn, form.tags())),
        "UntagOpenIDConnectProvider" => done(iam.untag_provider(arn, &form.members("TagKeys", ""))),
        "ListOpenIDConnectProviderTags" => iam.provider(arn).map(|it| Some(xml::tags(it.tags()))),
        _ => return None,
    })
}

fn create(iam: &mut Iam<'_>, form: &Form) -> Answer {
    let new = NewProvider {
        url: form.owned("Url"),
        client_ids: form.members("ClientIDList", ""),
        thumbprints: form.members("ThumbprintList", ""),
        tags: form.tags(),
    };
    let provider = iam.create_provider(new)?;
    let arn = Element::text("OpenIDConnectProviderArn", &provider.arn());
    Ok(Some(vec![arn, xml::tag_list(provider.tags())]))
}

fn list(iam: &Iam<'_>) -> Vec<Element> {
    let arns = iam.providers().map(|it| vec![Element::text("Arn", &it.arn())]);
    vec![Element::list("OpenIDConnectProviderList", arns)]
}
