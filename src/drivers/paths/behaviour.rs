use super::fixtures::{ratings, satisfaction_model, without_replicates};
use super::{CompositeMode, PathData, fit_paths};

#[test]
fn try_it() {
    let table = ratings(250);
    println!("{:?}", table.sum());
    println!("{:?}", table.row(0));
    let model = satisfaction_model([CompositeMode::A; 5]);
    let fit = fit_paths(&model, &PathData::new(table.view()), &without_replicates()).unwrap();
    println!("{:#?}", fit.estimates);
}
