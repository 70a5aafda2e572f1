use super::problem::Problems;
use super::project::{settings, within};
use super::section::Section;
use std::path::{Path, PathBuf};

/// What reads the texts of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassifySettings {
    /// Names of models, folders of models and files that were learnt from labels, as they were written; the
    /// built-in model reads if none reads sentiment.
    pub model: Vec<String>,
    /// Folder of installed models; that of this user if absent.
    pub models: Option<PathBuf>,
    /// ONNX Runtime library; the installed one if absent.
    pub runtime: Option<PathBuf>,
}

/// Reads `[classify]`.
pub(super) fn read_classify(
    root: &mut Section<'_, '_>,
    folder: &Path,
    problems: &mut Problems<'_>,
) -> ClassifySettings {
    let read = |section: &mut Section<'_, '_>, problems: &mut Problems<'_>| {
        let mut path = |key| {
            let path = section.text(key, problems);
            path.map(|path| within(folder, &path))
        };
        ClassifySettings {
            models: path("models"),
            runtime: path("runtime"),
            model: section.texts("model", problems),
        }
    };
    settings(root, "classify", read, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::problem::{Error, SettingsFile};
    use crate::config::settings::parse_settings;

    fn read(text: &str) -> Result<ClassifySettings, Error> {
        let place = (SettingsFile::Project, Path::new("shop.toml"));
        parse_settings(place, text, |root, problems| {
            Some(read_classify(root, Path::new("shop"), problems))
        })
    }

    #[test]
    fn names_stand_as_written_and_folders_are_those_beside_the_project() {
        let settings = read("[classify]\nmodel = \"e5\"").unwrap();
        assert_eq!(
            (settings.model, settings.models),
            (vec!["e5".to_owned()], None)
        );
        let settings = read(
            "[classify]\nmodel = [\"auto\", \"m.model\"]\nmodels = \"m\"\nruntime = \"/lib/o.so\"",
        );
        let settings = settings.unwrap();
        assert_eq!(settings.model, ["auto", "m.model"]);
        assert_eq!(settings.models, Some(PathBuf::from("shop/m")));
        assert_eq!(settings.runtime, Some(PathBuf::from("/lib/o.so")));
        let said = read("[classify]\nmodle = \"e5\"").unwrap_err();
        let Error::Wrong { problems, .. } = said else {
            panic!("{said}");
        };
        assert!(
            problems[0].to_string().contains("did you mean `model`?"),
            "{}",
            problems[0]
        );
    }
}
