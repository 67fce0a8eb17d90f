import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class Driver {
    public static void main(String[] args) {
        System.out.println("{\"hello\": {\"driver\": \"orders\", \"version\": \"1\", \"operations\": [\"Invoke\"], \"features\": []}}");
        for (Scanner input = new Scanner(System.in); input.hasNextLine();) {
            String call = input.nextLine();
            System.setProperty("aws.endpointUrlLambda", member(call, "endpoint"));
            System.setProperty("aws.region", member(call, "region"));
            System.setProperty("aws.accessKeyId", member(call, "accessKeyId"));
            System.setProperty("aws.secretAccessKey", member(call, "secretAccessKey"));
            String told = "\"output\": {}";
            try {
                Orders.place("{\"item\": 1}"); // your own code, as it is
            } catch (RuntimeException error) {
                String message = String.valueOf(error.getMessage()).replaceAll("[\"\\\\\\p{Cntrl}]", " ");
                told = "\"error\": {\"name\": \"" + error.getClass().getSimpleName() + "\", \"message\": \"" + message + "\", \"sent\": true}";
            }
            System.out.println("{\"result\": {\"id\": \"" + member(call, "id") + "\", " + told + "}}");
        }
    }

    private static String member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }
}
